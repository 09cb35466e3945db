"""SMS: SMPP 3.4 over smpplib's PDUs with our own window, and HTTP gateways that are described in `config/sms.toml`."""
