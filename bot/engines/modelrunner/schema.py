"""What a model's live schema says, against what we send. Pure: an OpenAPI document in, a report out.

Follows references inside the document and knows no network. What to do about a difference is the caller's decision.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bot.engines.modelrunner.inputs import IMAGINE_MODEL, RESTYLE_MODEL, FillModel
from bot.engines.modelrunner.values import Json, is_list, is_object

_MOST_PARTS = 100
_SPEEDS = ("TURBO", "BALANCED", "QUALITY")
_EXPANSIONS = ("None", "Medium", "Large")
_PRESETS = ("square_hd", "square", "portrait_4_3", "portrait_16_9", "landscape_4_3", "landscape_16_9")
_SHARED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"prompt": (), "expansion_model": _EXPANSIONS, "rendering_speed": _SPEEDS, "num_images": (), "seed": ()}
)
_KNOWN = frozenset({"acceleration", "enable_safety_checker", "output_format", "image_size"})
"""Fields we know and do not depend on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What we send to a model: every field with the values it may take, where those are words."""

    model: str
    fields: Mapping[str, tuple[str, ...]]
    needed: frozenset[str]
    """Fields without which the model is of no use to us."""


RESTYLE = Expectation(
    model=RESTYLE_MODEL,
    fields={**_SHARED, "image_url": (), "strength": (), "image_size": ("auto", *_PRESETS)},
    needed=frozenset({"prompt", "image_url"}),
)
IMAGINE = Expectation(model=IMAGINE_MODEL, fields={**_SHARED, "image_size": _PRESETS}, needed=frozenset({"prompt"}))


def fill_expectation(model: FillModel) -> Expectation:
    """What we send to an inpainting model."""
    pictures: dict[str, tuple[str, ...]] = {model.image_field: (), model.mask_field: ()}
    return Expectation(
        model=model.id,
        fields={**_SHARED, **pictures, "strength": ()},
        needed=frozenset({"prompt", model.image_field, model.mask_field}),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """The numbers a field takes, as far as the schema bounds them."""

    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaReport:
    """Where a live schema and our table differ; empty everywhere if they agree."""

    model: str
    missing_fields: frozenset[str] = frozenset()
    """Sent by us, unknown to the model now: do not send them."""
    missing_values: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Values of ours that a field does not take any more."""
    new_required: frozenset[str] = frozenset()
    """Required by the model, not sent by us: a submit would fail."""
    new_fields: frozenset[str] = frozenset()
    """Optional fields we do not know."""
    new_values: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    ranges: Mapping[str, Range] = field(default_factory=dict[str, Range])
    """The bounds of every number that has some, to clamp to."""
    defaults: Mapping[str, object] = field(default_factory=dict[str, object])
    output_shape: str = "unknown"
    """`string`, `list`, `object` or `unknown`."""
    output_fields: frozenset[str] = frozenset()
    """The members of an object output, e.g. `seed` or `has_nsfw_concepts`."""
    unusable: frozenset[str] = frozenset()
    """Fields the model lacks and we cannot do without."""

    @property
    def ready(self) -> bool:
        """Whether a submit can succeed."""
        return not (self.new_required or self.unusable)

    @property
    def drifted(self) -> bool:
        """Whether a person should look at our table."""
        return bool(
            self.missing_fields or self.missing_values or self.new_required or self.new_fields or self.new_values
        )


def compare(document: object, expected: Expectation) -> SchemaReport:
    """Compare an OpenAPI document with what we send. A document without an input schema lacks every field."""
    root = document if is_object(document) else {}
    live, required = _properties(root, _input_schema(root))
    options = {name: _words(root, schema) for name, schema in live.items()}
    output = _alternatives(root, _output_schema(root))
    missing = frozenset(expected.fields.keys() - live.keys())
    return SchemaReport(
        model=expected.model,
        missing_fields=missing,
        missing_values=_left_over(expected.fields, options),
        new_required=required - expected.fields.keys(),
        new_fields=frozenset(live.keys() - expected.fields.keys() - required - _KNOWN),
        new_values=_left_over({n: o for n, o in options.items() if expected.fields.get(n)}, expected.fields),
        ranges={name: bounds for name, schema in live.items() if (bounds := _range(root, schema)) != Range()},
        defaults={name: schema["default"] for name, schema in live.items() if "default" in schema},
        output_shape=_shape(output),
        output_fields=frozenset(name for part in output for name in _members(part)),
        unusable=expected.needed & missing,
    )


def _left_over(
    ours: Mapping[str, tuple[str, ...]], theirs: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """The words on one side that the other does not have, for fields that both enumerate."""
    both = {name: (words, theirs[name]) for name, words in ours.items() if words and theirs.get(name)}
    rest = {name: tuple(w for w in words if w not in others) for name, (words, others) in both.items()}
    return {name: words for name, words in rest.items() if words}


def _input_schema(root: Json) -> object:
    content = _at(root, "paths", "/", "post", "requestBody", "content", "application/json", "schema")
    return content if content is not None else _at(root, "components", "schemas", "Input")


def _output_schema(root: Json) -> object:
    responses = _at(root, "paths", "/", "post", "responses")
    for code in ("200", "201"):
        schema = _at(responses, code, "content", "application/json", "schema")
        if schema is not None:
            return schema
    return _at(root, "components", "schemas", "Output")


def _properties(root: Json, schema: object) -> tuple[dict[str, Json], frozenset[str]]:
    properties: dict[str, Json] = {}
    required: set[str] = set()
    for part in _alternatives(root, schema):
        properties |= {name: value for name, value in _members(part).items() if is_object(value)}
        named = part.get("required")
        required |= {name for name in named if isinstance(name, str)} if is_list(named) else set()
    return properties, frozenset(required)


def _alternatives(root: Json, schema: object) -> list[Json]:
    """A schema and everything it refers to or is composed of, each once."""
    found: list[Json] = []
    waiting = [schema]
    while waiting and len(found) < _MOST_PARTS:
        part = waiting.pop(0)
        if not is_object(part) or any(part is known for known in found):
            continue
        found.append(part)
        reference = part.get("$ref")
        if isinstance(reference, str) and reference.startswith("#/"):
            waiting.append(_at(root, *map(_unescaped, reference[2:].split("/"))))
        for composition in ("allOf", "anyOf", "oneOf"):
            parts = part.get(composition)
            waiting += parts if is_list(parts) else ()
    return found


def _words(root: Json, schema: Json) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for part in _alternatives(root, schema) for word in _enumerated(part)))


def _enumerated(schema: Json) -> Iterator[str]:
    words = schema.get("enum", [schema.get("const")])
    yield from (word for word in words if isinstance(word, str)) if is_list(words) else ()


def _range(root: Json, schema: Json) -> Range:
    bounds = Range()
    for part in _alternatives(root, schema):
        least, most = part.get("minimum"), part.get("maximum")
        bounds = Range(
            least=float(least) if isinstance(least, int | float) else bounds.least,
            most=float(most) if isinstance(most, int | float) else bounds.most,
        )
    return bounds


def _shape(alternatives: list[Json]) -> str:
    kinds = {part.get("type") for part in alternatives}
    for kind, shape in (("array", "list"), ("object", "object"), ("string", "string")):
        if kind in kinds:
            return shape
    return "unknown"


def _members(schema: Json) -> Json:
    properties = schema.get("properties")
    return properties if is_object(properties) else {}


def _at(value: object, *path: str) -> object:
    for step in path:
        value = value.get(step) if is_object(value) else None
    return value


def _unescaped(step: str) -> str:
    return step.replace("~1", "/").replace("~0", "~")
