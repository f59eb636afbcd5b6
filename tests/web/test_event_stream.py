"""A tab gets every change once, from where it was, and is told to load again where that is gone."""

import asyncio

import pytest

from src.web.event_stream import ACTIVITY, EventStream


async def read(stream: EventStream, position: str, topics: set[str], messages: int) -> bytes:
    """What a tab gets until so many changes came, or the stream ended."""
    got = b""
    async for chunk in stream.follow(position, topics):
        got += chunk
        if got.count(b"\ndata: ") >= messages:
            break
    return got


def test_a_tab_that_was_asleep_gets_what_it_missed_of_its_topics() -> None:
    stream = EventStream()
    start = stream.position
    stream.publish("job-1", "a", "innerHTML", "one")
    middle = stream.position
    stream.publish("job-2", "a", "innerHTML", "of another task")
    stream.publish("job-1", "a", "beforeend", "two\r\nlines")

    whole = asyncio.run(read(stream, start, {"job-1"}, 3))
    rest = asyncio.run(read(stream, middle, {"job-1"}, 2))

    assert b'<hx-partial hx-target="#a" hx-swap="innerHTML">one</hx-partial>' in whole
    assert b"data: lines</hx-partial>" in whole and b"another" not in whole
    assert b"one" not in rest and b"two" in rest


@pytest.mark.parametrize("position", ["", "other-3", "nothing", "boot-\xb2"])
def test_a_tab_of_another_boot_is_told_to_load_again(position: str) -> None:
    stream = EventStream()
    stream.boot = "boot"
    got = asyncio.run(read(stream, position, {"job-1"}, 1))

    assert got.endswith(b"event: stale\ndata: reload\n\n")


def test_a_tab_that_slept_longer_than_what_is_kept_is_told_to_load_again() -> None:
    stream = EventStream()
    start = stream.position
    for _ in range(4001):
        stream.publish("job-1", "a", "innerHTML", "")

    got = asyncio.run(read(stream, start, {"job-1"}, 1))

    assert b"event: stale" in got


@pytest.mark.parametrize("others", [["job-1"] * 5000, [f"job-{n}" for n in range(2, 30)]])
def test_a_tab_that_slept_is_not_told_to_load_again_for_what_it_does_not_show(
    others: list[str],
) -> None:
    stream = EventStream()
    stream.publish("job-1", "a", "innerHTML", "")
    start = stream.position
    for n, topic in enumerate(others):
        stream.publish(ACTIVITY, "activity", "innerHTML", f"working {n} ")
        stream.publish(topic, "a", "innerHTML", "")

    got = [
        asyncio.run(read(stream, start, {ACTIVITY, topic}, 1))
        for topic in ("", "job-none", "job-1")
    ]

    assert [b"stale" in one for one in got] == [False, False, others[0] == "job-1"]
    assert got[0].count(b"working") == 1 and f"working {len(others) - 1} ".encode() in got[0]


def test_the_changes_of_long_jobs_are_kept_for_the_latest_ones_only() -> None:
    stream = EventStream()
    start = stream.position
    for topic in ("job-1", "job-2", "job-3"):
        for _ in range(3000):
            stream.publish(topic, "a", "innerHTML", "")

    slept = [asyncio.run(read(stream, start, {f"job-{n}"}, 1)) for n in (1, 2, 3)]

    assert [b"stale" in one for one in slept] == [True, False, False]


def test_fifty_tabs_get_a_change_from_another_thread_and_end_with_the_server() -> None:
    stream = EventStream()

    async def follow() -> list[bytes]:
        tabs = [asyncio.create_task(read(stream, stream.position, {"t"}, 2)) for _ in range(50)]
        await asyncio.sleep(0)
        await asyncio.to_thread(stream.publish, "t", "a", "innerHTML", "news")
        await asyncio.to_thread(stream.close)
        return await asyncio.gather(*tabs)

    got = asyncio.run(follow())

    assert all(b"news" in one for one in got)
