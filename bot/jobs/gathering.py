"""Gathering what a job is made from: its wish, and the pictures that hang on its card."""

from dataclasses import replace

from bot.domain.errors import BotError
from bot.domain.job import Job
from bot.domain.order import Order
from bot.ports import Card, Images
from bot.services.restyle import engine_wish


async def gather(job: Job, card: Card, images: Images) -> Order:
    """The order as an engine gets it; raises Vanished or Gone if a picture is not there any more."""
    order, task = Order(key=job.key, attempt=job.attempt, wish=engine_wish(job.wish)), job.wish.task
    if task.has_source:
        url = await card.source_url(job)
        order = replace(order, source=await images.reopen(url), source_url=url)
    if task.has_mask:
        url = await card.mask_url(job)
        order = replace(order, mask=await images.reopen(url), mask_url=url)
    return order


async def gather_again(job: Job, card: Card, images: Images) -> Order:
    """The order with what there still is of its pictures, for a result that is finished whatever became of them.

    Raises only what may be otherwise later.
    """
    try:
        return await gather(job, card, images)
    except BotError as error:
        if error.retryable:
            raise
        return Order(key=job.key, attempt=job.attempt, wish=engine_wish(job.wish))
