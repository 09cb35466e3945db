"""What a Zalo Official Account needs: the application's secret and the account's two tokens."""

from pydantic import Field, SecretStr

from channels.base import Credentials
from phrases import phrase


class ZaloCredentials(Credentials):
    """`access_token` lives 25 hours, `refresh_token` three months, and **each refresh token works once**.

    An account may begin without an access token: it is fetched with the others.
    """

    app_id: SecretStr = Field(title=phrase("zalo.app-id"), min_length=1)
    app_secret: SecretStr = Field(title=phrase("zalo.app-secret"), min_length=1)
    refresh_token: SecretStr = Field(title=phrase("zalo.refresh-token"), min_length=1)
    access_token: SecretStr | None = Field(default=None, title=phrase("zalo.access-token"))
