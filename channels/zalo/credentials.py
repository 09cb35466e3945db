"""What a Zalo Official Account needs: the application's secret and the account's two tokens."""

from pydantic import Field, SecretStr

from channels.base import Credentials


class ZaloCredentials(Credentials):
    """`access_token` lives 25 hours, `refresh_token` three months, and **each refresh token works once**.

    An account may begin without an access token: it is fetched with the others.
    """

    app_id: SecretStr = Field(title="Mã ứng dụng Zalo (App ID)", min_length=1)
    app_secret: SecretStr = Field(title="Khoá bí mật của ứng dụng (Secret key)", min_length=1)
    refresh_token: SecretStr = Field(title="Mã làm mới (Refresh token), chỉ dùng được một lần", min_length=1)
    access_token: SecretStr | None = Field(default=None, title="Mã truy cập")
