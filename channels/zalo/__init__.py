"""The channel Zalo: articles of an Official Account, and broadcasts of them."""
