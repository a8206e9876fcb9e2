"""Laying the pictures of a sweep out beside each other, whoever is about to deliver them."""

from dataclasses import replace

from bot.domain.errors import BadPicture
from bot.domain.job import Job
from bot.domain.result import Delivery
from bot.ports import Events, Images


async def laid_out(job: Job, delivery: Delivery, images: Images, events: Events) -> Delivery:
    """The delivery of a sweep with its labelled sheet; any other, and where that fails, as it is."""
    if not job.wish.strengths:
        return delivery
    shots = job.wish.shots
    labels = [f"{shots[number - 1].strength:g}" for number, _ in delivery.numbered]
    try:
        return replace(delivery, sheet=await images.sheet(delivery.pictures, labels))
    except BadPicture as error:
        events("sheet.failed", job=job.key, error=type(error).__name__)
        return delivery
