"""How fast an event in a cross-section is: ``python -m tests.bench.bench_cross_section``. 300 days, 600 bonds."""

from analysis.measure.single_bonds import single_bonds
from tests.bench.bench_panel import best_of
from tests.eventstudy.cross_section.made import made
from tests.measure.made_bonds import panel_of


def main():
    m = made(1)
    bonds = panel_of(m)
    took = best_of(3, lambda: single_bonds(bonds, bonds.days[250], treated=("g00", "g01"), regions=m.regions))
    print(f"300 days of 600 bonds, 2 windows, 2 countries and both  {took:9.1f} ms")


if __name__ == "__main__":
    main()
