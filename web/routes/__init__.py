"""The addresses of the web, a router a file. Each route opens its own short transaction and renders after it."""
