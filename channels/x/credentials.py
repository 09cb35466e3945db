"""What an X account needs: four secrets of OAuth 1.0a, whose tokens do not expire by themselves."""

from pydantic import Field, SecretStr

from channels.base import Credentials


class XCredentials(Credentials):
    consumer_key: SecretStr = Field(title="API Key", min_length=1)
    consumer_secret: SecretStr = Field(title="API Key Secret", min_length=1)
    access_token: SecretStr = Field(title="Access Token", min_length=1)
    access_token_secret: SecretStr = Field(title="Access Token Secret", min_length=1)
