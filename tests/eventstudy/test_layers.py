"""The engine's rooms import downwards only, without circles, and of the rest of the project the errors alone."""

import grimp
import pytest

LAYERS = (
    "diagnostics",
    "comovement",
    {"cross_section", "funds"},
    "placebo",
    "inference",
    "abnormal",
    "models",
    {"windows", "hypothesis", "blocks"},
    {"numeric", "display"},
)
ENGINE = "analysis.eventstudy"


@pytest.fixture(scope="module")
def graph():
    return grimp.build_graph("analysis", cache_dir=None)


def test_rooms_import_downwards_only(graph):
    layers = [grimp.Layer(*layer) if isinstance(layer, set) else grimp.Layer(layer) for layer in LAYERS]
    assert graph.find_illegal_dependencies_for_layers(layers, containers={ENGINE}) == set()
    named = {name for layer in LAYERS for name in (layer if isinstance(layer, set) else {layer})}
    assert graph.find_children(ENGINE) == {f"{ENGINE}.{name}" for name in named}


def test_no_room_has_a_circle(graph):
    for room in (ENGINE, *graph.find_children(ENGINE)):
        assert graph.nominate_cycle_breakers(room) == set()


def test_the_engine_knows_nothing_of_the_project_but_its_errors(graph):
    imported = {
        name for module in graph.find_descendants(ENGINE) for name in graph.find_modules_directly_imported_by(module)
    }
    assert {name for name in imported if not name.startswith(ENGINE)} == {"analysis.errors"}
