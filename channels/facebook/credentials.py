"""What a Page's account needs: secrets here, plain facts in its settings."""

import hashlib
import hmac

from pydantic import Field, SecretStr

from channels.base import Credentials
from phrases import phrase


class FacebookCredentials(Credentials):
    """`app_secret` is optional: with it every call carries a proof that the token is used by its own app."""

    page_access_token: SecretStr = Field(title=phrase("facebook.page-token"), min_length=1)
    app_secret: SecretStr | None = Field(default=None, title=phrase("facebook.app-secret"))

    def proof(self) -> str:
        """Return `appsecret_proof` of the token; empty without an app secret."""
        if self.app_secret is None or not self.app_secret.get_secret_value():
            return ""
        key, token = self.app_secret.get_secret_value(), self.page_access_token.get_secret_value()
        return hmac.new(key.encode(), token.encode(), hashlib.sha256).hexdigest()
