"""Reading live schemas in whatever way they are written."""

from typing import Any

import pytest

from bot.engines.modelrunner.schema import IMAGINE, RESTYLE, compare
from tests.fakes.modelrunner.schemas import IMAGINE as MODEL
from tests.fakes.modelrunner.schemas import documents


@pytest.mark.parametrize(
    "document", [None, [], "x", {}, {"paths": {"/": []}}, {"components": {"schemas": {"Input": 7}}}]
)
def test_a_document_without_a_schema_lacks_everything(document: Any) -> None:
    """Nothing is taken for granted: such a model is not ready."""
    report = compare(document, RESTYLE)
    assert report.missing_fields == RESTYLE.fields.keys()
    assert report.unusable == {"prompt", "image_url"}
    assert (report.ready, report.output_shape) == (False, "unknown")


def test_components_are_found_without_paths() -> None:
    """By the names the service gives them."""
    document = documents()[MODEL]
    del document["paths"]
    report = compare(document, IMAGINE)
    assert (report.drifted, report.output_shape) == (False, "list")


@pytest.mark.parametrize("code", ["200", "201"])
def test_the_output_is_found_under_either_code(code: str) -> None:
    """And behind references with escaped names."""
    document = documents()[MODEL]
    responses = document["paths"]["/"]["post"]["responses"]
    responses[code] = responses.pop("200")
    document["components"]["schemas"]["a/b~c"] = {"type": "string"}
    responses[code]["content"]["application/json"]["schema"] = {"$ref": "#/components/schemas/a~1b~0c"}
    assert compare(document, IMAGINE).output_shape == "string"


def test_references_in_a_circle_come_to_an_end() -> None:
    """A schema that refers to itself is read once around."""
    document = documents()[MODEL]
    document["components"]["schemas"]["Input"]["allOf"] = [{"$ref": "#/components/schemas/Input"}] * 50
    assert compare(document, IMAGINE).ready


def test_an_output_without_a_type_is_unknown() -> None:
    """Unknown is a shape of its own; the tolerant reading stays."""
    document = documents()[MODEL]
    document["components"]["schemas"]["Output"] = {"properties": {"seed": {}}}
    report = compare(document, IMAGINE)
    assert (report.output_shape, report.output_fields) == ("unknown", {"seed"})
