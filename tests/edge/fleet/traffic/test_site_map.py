"""A map is read strictly, and says by name what is wrong with it."""

import pytest

from edge.fleet.traffic.checks import OPEN, Fault, FaultKind, blocks_of, faults_of
from edge.fleet.traffic.distances import FAR, STEP, Distances
from edge.fleet.traffic.grid import rows_of_map
from edge.fleet.traffic.highways import AGAINST, highways
from edge.fleet.traffic.site_map import BadMap, Node, Segment, SiteMap, Station, graph_of
from tests.edge.fleet.traffic.roads import drawn, warehouse

NODES = tuple(Node(name, x, y) for name, x, y in (("a", 0, 0), ("b", 1, 0), ("c", 1, 1)))


def ways(*pairs: str) -> tuple[Segment, ...]:
    return tuple(Segment(pair[0], pair[1], 1_000) for pair in pairs)


@pytest.mark.parametrize(
    "site",
    [
        SiteMap(NODES, ways("ab", "ab")),
        SiteMap(NODES, ways("aa")),
        SiteMap(NODES, ways("ax")),
        SiteMap((*NODES, NODES[0]), ways("ab")),
        SiteMap(NODES, ways("ab"), (Station("dock", "x"),)),
        SiteMap(NODES, (Segment("a", "b", 0),)),
    ],
)
def test_a_map_that_contradicts_itself_is_refused(site: SiteMap) -> None:
    with pytest.raises(BadMap):
        graph_of(site)


def test_the_benchmarks_format_is_read_and_others_are_refused() -> None:
    assert rows_of_map("type octile\nheight 1\nwidth 2\nmap\n.@\n") == [".@"]
    with pytest.raises(BadMap):
        rows_of_map(".@\n@.\n.@\n@.\n..\n")


def test_a_round_floor_has_no_faults() -> None:
    site, _ = warehouse()
    assert faults_of(site) == []


def test_dead_ends_and_bridges_are_named() -> None:
    site, _ = drawn("..@", "...")
    assert faults_of(site) == [
        Fault(FaultKind.BRIDGE, ("1-1", "2-1")),
        Fault(FaultKind.DEAD_END, ("2-1",)),
    ]


def test_a_bridge_between_two_rounds_is_no_dead_end() -> None:
    site, graph = drawn("..@..", ".....")
    assert [each.names for each in faults_of(site)] == [("1-1", "2-1"), ("2-1", "3-1")]
    assert set(blocks_of(graph)) == {OPEN}


def test_a_one_way_loop_and_a_way_without_return_are_named() -> None:
    loop = SiteMap(NODES, ways("ab", "bc", "ca"))
    assert faults_of(loop) == [Fault(FaultKind.ONE_WAY_LOOP, ("a", "b", "c"))]
    lost = SiteMap(NODES, ways("ab", "ba", "bc", "ac"), (Station("dock", "c"),))
    assert Fault(FaultKind.NO_WAY_BACK, ("b", "c")) in faults_of(lost)
    assert Fault(FaultKind.STATION_UNREACHABLE, ("dock",)) in faults_of(lost)


def test_a_dead_end_is_one_block_down_to_its_mouth() -> None:
    _, graph = drawn("..@@", "....")
    block = blocks_of(graph)
    inside = {graph.names[node] for node in range(len(graph)) if block[node] != OPEN}
    assert inside == {"2-1", "3-1"}
    assert len({each for each in block if each != OPEN}) == 1


@pytest.mark.parametrize("turning", [False, True])
def test_tables_follow_what_is_blocked_and_what_opens_again(turning: bool) -> None:
    _, graph = drawn("...", ".@.", "...")
    goal = graph.numbers["2-0"]
    distances = Distances(graph, turning=turning)
    before = list(distances.to(goal))
    way = (graph.numbers["1-0"], goal)
    distances.block(frozenset({way}))
    fresh = Distances(graph, turning=turning)
    fresh.blocked = frozenset({way})
    assert distances.to(goal) == fresh.to(goal) != before
    distances.block(frozenset())
    assert distances.to(goal) == before


def test_a_table_untouched_by_a_block_is_kept() -> None:
    _, graph = drawn("...", ".@.", "...")
    distances = Distances(graph)
    kept = distances.to(graph.numbers["0-0"])
    distances.block(frozenset({(graph.numbers["0-0"], graph.numbers["1-0"])}))
    assert distances.to(graph.numbers["0-0"]) is kept


def test_turning_costs_a_step_each_quarter_and_no_way_is_far() -> None:
    _, graph = drawn("...", "@@.")
    table = Distances(graph, turning=True).to(graph.numbers["2-1"])
    start = graph.numbers["0-0"]
    assert [table[4 * start + facing] // STEP for facing in range(4)] == [4, 5, 6, 5]
    one_way = graph_of(SiteMap(NODES, ways("ab", "bc")))
    assert Distances(one_way).to(0) == [0, FAR, FAR]


def test_aisles_beside_one_another_are_preferred_in_opposite_directions() -> None:
    site, graph = drawn(*("...", ".@.") * 3, "...")
    weights = highways(graph, site.nodes)
    numbers = graph.numbers
    east = [weights[numbers[f"0-{row}"], numbers[f"1-{row}"]] - STEP for row in (0, 2, 4, 6)]
    west = [weights[numbers[f"1-{row}"], numbers[f"0-{row}"]] - STEP for row in (0, 2, 4, 6)]
    assert east == [AGAINST, 0, AGAINST, 0]
    assert west == [0, AGAINST, 0, AGAINST]
