from bench.figures import Figure, Table, limited, percentile, render_table, required


def test_a_table_is_markdown_with_its_columns_aligned():
    table = Table(
        "Speed", [Figure("ours", "1 µs"), Figure("theirs", "10 µs", "10 times")], ("Measured twice.",)
    )
    assert render_table(table).splitlines() == [
        "## Speed",
        "",
        "| figure | measured | limit or ratio |  |",
        "| ------ | -------- | -------------- |  |",
        "| ours   | 1 µs     |                |  |",
        "| theirs | 10 µs    | 10 times       |  |",
        "",
        "Measured twice.",
    ]


def test_a_limit_holds_up_to_its_own_value_and_misses_beyond():
    assert limited("wait", 100, 100, "ms").holds
    assert not limited("wait", 100.1, 100, "ms").holds
    assert required("pictures", 10, 10, "").holds
    assert not required("pictures", 9.99, 10, "").holds


def test_the_ninety_ninth_of_a_hundred_is_exceeded_by_the_last_alone():
    values = [float(number) for number in range(1, 101)]
    assert percentile(values, 0.99) == 99
    assert percentile(values, 0.5) == 50
    assert percentile([7.0], 0.99) == 7
