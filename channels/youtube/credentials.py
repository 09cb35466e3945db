"""What a YouTube account needs: the application's client and the channel owner's refresh token."""

from pydantic import Field, SecretStr

from channels.base import Credentials


class YouTubeCredentials(Credentials):
    """`access_token` lives an hour and is fetched with the others; an account may begin without one."""

    client_id: SecretStr = Field(title="Mã ứng dụng Google (Client ID)", min_length=1)
    client_secret: SecretStr = Field(title="Khoá bí mật của ứng dụng (Client secret)", min_length=1)
    refresh_token: SecretStr = Field(title="Mã làm mới (Refresh token)", min_length=1)
    access_token: SecretStr | None = Field(default=None, title="Mã truy cập")
