"""The desired properties as the device knows them, and which of them a message changes. Pure."""

from __future__ import annotations

import copy
from typing import Any, Dict, Optional

from sensor.documents import Document, merge

VERSION = "$version"


class Gap(Exception):
    """A patch came that does not follow what is known: the whole twin has to be read."""


class Desired:
    """What the cloud wants, at one ``$version``."""

    def __init__(self) -> None:
        self.version = 0
        self._properties: Document = {}

    def whole(self, document: Document) -> Dict[str, Any]:
        """Takes the whole section of a twin; answers every property, and None for each one gone."""
        before = self._properties
        self.version = document[VERSION]
        self._properties = copy.deepcopy(_content(document))
        return {**{key: None for key in before}, **copy.deepcopy(self._properties)}

    def patch(self, document: Document) -> Optional[Dict[str, Any]]:
        """Merges a notification.

        Answers the properties it touches as they are now, None for each one gone; None for a
        notification that is older than what is known.

        The SDK calls its handlers from several threads, and a notification can be lost with a
        connection. So one that leaves out a version raises Gap, and changes nothing.
        """
        version = document[VERSION]
        if version <= self.version:
            return None
        if version != self.version + 1:
            raise Gap(f"$version {version} came after {self.version}")
        changes = _content(document)
        merge(self._properties, changes)
        self.version = version
        return {key: copy.deepcopy(self._properties.get(key)) for key in changes}


def _content(document: Document) -> Document:
    return {key: value for key, value in document.items() if not key.startswith("$")}
