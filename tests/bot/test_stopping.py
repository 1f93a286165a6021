"""Stopping the bot: whatever the HTTP client makes of a cancellation."""

import asyncio

from bot.telegram.app import _end


def test_a_task_that_loses_its_first_cancellation_is_cancelled_again():
    lost = []

    async def polls():
        while True:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                if lost:
                    raise
                lost.append("as httpx does while it connects")

    async def main():
        task = asyncio.create_task(polls())
        await asyncio.sleep(0)
        await asyncio.wait_for(_end(task), 10)
        return task.cancelled()

    assert asyncio.run(main()) and lost
