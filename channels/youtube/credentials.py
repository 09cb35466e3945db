"""What a YouTube account needs: the application's client and the channel owner's refresh token."""

from pydantic import Field, SecretStr

from channels.base import Credentials
from phrases import phrase


class YouTubeCredentials(Credentials):
    """`access_token` lives an hour and is fetched with the others; an account may begin without one."""

    client_id: SecretStr = Field(title=phrase("youtube.client-id"), min_length=1)
    client_secret: SecretStr = Field(title=phrase("youtube.client-secret"), min_length=1)
    refresh_token: SecretStr = Field(title=phrase("youtube.refresh-token"), min_length=1)
    access_token: SecretStr | None = Field(default=None, title=phrase("youtube.access-token"))
