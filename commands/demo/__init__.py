"""The demo province, made in a home on the sandbox's stand-ins.

Together with the sandbox it is the optional part `loa[demo]`, which an office's own installation leaves out.
"""
