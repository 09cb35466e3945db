"""A stand-in mobile network: an SMPP 3.4 message centre, two HTTP gateways before it, and citizens' telephones on a screen."""
