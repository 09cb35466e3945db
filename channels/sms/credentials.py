"""What an SMS account needs: the name and password of a bind, or the keys of an HTTP gateway; it depends on the gateway."""

from pydantic import Field, SecretStr

from channels.base import Credentials
from phrases import phrase


class SmsCredentials(Credentials):
    system_id: str = Field(default="", title=phrase("sms.system-id"), max_length=15)
    password: SecretStr = Field(default=SecretStr(""), title=phrase("sms.password"))
    api_key: SecretStr = Field(default=SecretStr(""), title="ApiKey")
    secret_key: SecretStr = Field(default=SecretStr(""), title="SecretKey")
    access_token: SecretStr = Field(default=SecretStr(""), title="Access token")

    def secret(self, name: str) -> str:
        """The value of a secret field, empty if there is none."""
        value = getattr(self, name, "")
        return value.get_secret_value() if isinstance(value, SecretStr) else str(value)
