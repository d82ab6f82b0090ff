"""The data described for programs, from the one definition that the files are made from."""

from __future__ import annotations

from milestones.descriptions.openapi import openapi
from milestones.descriptions.package import AskedPackage, data_package
from milestones.descriptions.parameters import PARAMETERS

__all__ = ["PARAMETERS", "AskedPackage", "data_package", "openapi"]
