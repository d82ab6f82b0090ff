"""Machine-readable descriptions of the data, generated from the datasets' definitions."""

from milestones.opendata.schema.datapackage import DatapackageQuery, data_package
from milestones.opendata.schema.openapi import PARAMETERS, openapi

__all__ = ["PARAMETERS", "DatapackageQuery", "data_package", "openapi"]
