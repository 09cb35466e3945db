"""What an X account needs: one of two whole sets of secrets.

- OAuth 1.0a: four secrets; its tokens do not expire by themselves.
- OAuth 2.0: an access token for two hours, and a refresh token that works once (`channels.x.oauth2`).
"""

from typing import Self

from pydantic import Field, SecretStr, model_validator

from channels.base import Credentials
from phrases import phrase

OAUTH1 = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")
OAUTH2 = ("client_id", "client_secret", "refresh_token")


class XCredentials(Credentials):
    consumer_key: SecretStr | None = Field(default=None, title="API Key", min_length=1)
    consumer_secret: SecretStr | None = Field(default=None, title="API Key Secret", min_length=1)
    access_token: SecretStr | None = Field(default=None, title="Access Token", min_length=1)
    access_token_secret: SecretStr | None = Field(default=None, title="Access Token Secret", min_length=1)
    client_id: SecretStr | None = Field(default=None, title="Client ID", min_length=1)
    client_secret: SecretStr | None = Field(default=None, title="Client Secret", min_length=1)
    refresh_token: SecretStr | None = Field(default=None, title=phrase("x.refresh-token"), min_length=1)

    @property
    def is_oauth2(self) -> bool:
        return self.refresh_token is not None

    def secret(self, name: str) -> str:
        """The secret of that name; empty if it is not there."""
        value: SecretStr | None = getattr(self, name)
        return value.get_secret_value() if value is not None else ""

    @model_validator(mode="after")
    def _is_one_whole_set(self) -> Self:
        wanted = OAUTH2 if self.is_oauth2 or self.client_id is not None else OAUTH1
        for name in wanted:
            if getattr(self, name) is None:
                raise ValueError(name)
        return self
