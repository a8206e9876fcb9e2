"""The check that costs nothing: key, distance, and whether the models are still what we think."""

from decimal import Decimal

import pytest

from bot.engines.modelrunner import IMAGINE_MODEL, RESTYLE_MODEL, FillModel, ModelRunner, errors
from bot.engines.modelrunner.schema import fill_expectation
from tests.fakes.modelrunner.schemas import FILL
from tests.fakes.modelrunner_server import ModelRunnerFake
from tests.integration.modelrunner.clients import client_of


async def test_a_healthy_account_is_told_as_such(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """The key works, both models agree with our table, and their price is advertised; nothing was submitted."""
    checkup = await runner.check_up()
    assert checkup.key_accepted
    assert checkup.latency is not None
    assert [check.model for check in checkup.models] == [RESTYLE_MODEL, IMAGINE_MODEL]
    for check in checkup.models:
        assert check.trouble is None
        assert check.schema is not None
        assert (check.schema.ready, check.schema.drifted, check.schema.output_shape) == (True, False, "list")
        assert check.entry is not None
        assert (check.entry.pricing_mode, check.entry.price_per_output) == ("per_output", Decimal("0.06"))
    assert not fake.calls("POST")


async def test_a_drifted_model_is_told_field_by_field(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """Gone and new fields, lost and new values, narrower ranges, another output."""
    schemas = fake.documents[RESTYLE_MODEL]["components"]["schemas"]
    fields = schemas["Input"]["properties"]
    del fields["seed"]
    fields["style_codes"] = {"type": "string"}
    fields["licence"] = {"type": "string"}
    schemas["Input"]["required"].append("licence")
    fields["rendering_speed"]["enum"] = ["TURBO", "FAST"]
    fields["num_images"]["maximum"] = 2
    schemas["Output"] = {"type": "object", "properties": {"images": {}, "seed": {}}}
    (check,) = (await runner.check_up([fill_expectation(FillModel(id=FILL))])).models
    assert check.schema is not None
    assert check.schema.ready
    schema = (await runner.check_up()).models[0].schema
    assert schema is not None
    assert schema.missing_fields == {"seed"}
    assert schema.new_fields == {"style_codes"}
    assert schema.new_required == {"licence"}
    assert schema.missing_values == {"rendering_speed": ("BALANCED", "QUALITY")}
    assert schema.new_values == {"rendering_speed": ("FAST",)}
    assert schema.ranges["num_images"].most == 2
    assert (schema.output_shape, schema.output_fields) == ("object", {"images", "seed"})
    assert (schema.ready, schema.drifted) == (False, True)


async def test_an_inpainting_model_without_a_mask_is_unusable(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """What is missing is named, by the field's configured name."""
    expected = fill_expectation(FillModel(id=FILL, mask_field="mask"))
    (check,) = (await runner.check_up([expected])).models
    assert check.schema is not None
    assert check.schema.unusable == {"mask"}
    assert not check.schema.ready


@pytest.mark.parametrize("kind", ["404", "500", "html", "redirect"])
async def test_a_catalog_in_trouble_is_no_verdict(fake: ModelRunnerFake, runner: ModelRunner, kind: str) -> None:
    """The models could not be checked, which is told apart from being wrong."""
    fake.faults.add("catalog", kind, times=None)
    checkup = await runner.check_up()
    assert checkup.key_accepted
    assert all(check.schema is None and check.trouble is not None for check in checkup.models)


async def test_a_wrong_key_is_told(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """Asked without paying, and without hiding behind the catalog, which needs no key."""
    fake.world.key = "another"
    checkup = await runner.check_up()
    assert isinstance(checkup.key_trouble, errors.KeyRefused)
    assert checkup.latency is None
    assert all(check.schema is not None and check.schema.ready for check in checkup.models)


async def test_a_service_that_is_down_is_told(fake: ModelRunnerFake) -> None:
    """A report, not an exception."""
    async with client_of(fake) as runner:
        await fake.down()
        checkup = await runner.check_up()
        await fake.up()
    assert isinstance(checkup.key_trouble, errors.NotSent)
