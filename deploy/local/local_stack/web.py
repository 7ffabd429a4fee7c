"""The gateway of a stack as a client reaches it: in plain text, or by TLS with the stack's authority."""

import http.client
import ssl
import urllib.request


def context(ca):
    """`ca`: file of the authority; None: plain text."""
    return ssl.create_default_context(cafile=ca) if ca else None


def opener(ca):
    """As urlopen(), past every proxy."""
    handlers = [urllib.request.ProxyHandler({})]
    if ca:
        handlers.append(urllib.request.HTTPSHandler(context=context(ca)))
    return urllib.request.build_opener(*handlers).open


def connection(port, ca, timeout):
    if ca:
        return http.client.HTTPSConnection("127.0.0.1", port, timeout=timeout, context=context(ca))
    return http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
