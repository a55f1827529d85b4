"""Prometheus: the HTTP API of a server that scrapes the API's instances, and the page that it scrapes."""

from sandbox.vendors.prometheus.api import USER, app
from sandbox.vendors.prometheus.exposition import metrics_page

__all__ = ["USER", "app", "metrics_page"]
