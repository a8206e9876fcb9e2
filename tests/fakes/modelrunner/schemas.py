"""The OpenAPI documents of the models the fake sells, and what their inputs must look like."""

import copy
from typing import Any

RESTYLE = "ideogram/ideogram-v4/image-to-image"
IMAGINE = "ideogram/ideogram-v4"
FILL = "ideogram/ideogram-v4/inpaint"

_PRESETS = ["square_hd", "square", "portrait_4_3", "portrait_16_9", "landscape_4_3", "landscape_16_9"]
_SHARED: dict[str, dict[str, Any]] = {
    "prompt": {"type": "string"},
    "expansion_model": {"allOf": [{"$ref": "#/components/schemas/Expansion"}], "default": "Medium"},
    "rendering_speed": {"type": "string", "enum": ["TURBO", "BALANCED", "QUALITY"], "default": "BALANCED"},
    "acceleration": {"type": "string", "enum": ["none", "low", "regular", "high"], "default": "none"},
    "num_images": {"type": "integer", "minimum": 1, "maximum": 4, "default": 1},
    "seed": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
    "enable_safety_checker": {"type": "boolean", "default": True},
    "output_format": {"type": "string", "enum": ["jpeg", "png"], "default": "jpeg"},
}


def _size(*words: str) -> dict[str, Any]:
    return {"anyOf": [{"$ref": "#/components/schemas/ImageSize"}, {"type": "string", "enum": [*words, *_PRESETS]}]}


_PICTURE = {"type": "string", "format": "uri"}
_STRENGTH = {"type": "number", "minimum": 0, "maximum": 1, "default": 0.8}


def _document(title: str, own: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1.0.0"},
        "paths": {
            "/": {
                "post": {
                    "requestBody": {
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Input"}}}
                    },
                    "responses": {
                        "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Output"}}}}
                    },
                }
            }
        },
        "components": {
            "schemas": {
                "Input": {"type": "object", "required": required, "properties": {**copy.deepcopy(_SHARED), **own}},
                "Expansion": {"type": "string", "enum": ["None", "Medium", "Large"]},
                "ImageSize": {
                    "type": "object",
                    "properties": {"width": {"type": "integer", "default": 512}, "height": {"type": "integer"}},
                },
                "Output": {"type": "array", "items": {"type": "string", "format": "uri"}},
            }
        },
    }


def documents() -> dict[str, dict[str, Any]]:
    """A fresh copy of every model's document, to be bent by a test."""
    pictures = {"image_url": _PICTURE, "mask_url": _PICTURE, "strength": _STRENGTH}
    return {
        RESTYLE: _document(
            "ideogram/v4/image-to-image",
            {"image_url": _PICTURE, "image_size": _size("auto"), "strength": dict(_STRENGTH)},
            ["image_url", "prompt"],
        ),
        IMAGINE: _document("ideogram/v4", {"image_size": _size()}, ["prompt"]),
        FILL: _document("ideogram/v4/inpaint", copy.deepcopy(pictures), ["prompt", "image_url", "mask_url"]),
    }
