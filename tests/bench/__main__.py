"""``make bench``: how fast the engine, a whole run, a fetch and a year of lists are. Nothing here is a test."""

from tests.bench import bench_cross_section, bench_events, bench_fetch, bench_lists, bench_panel, bench_run

if __name__ == "__main__":
    bench_panel.main()
    bench_cross_section.main()
    bench_events.main(bench_events.SIZES)
    bench_run.main()
    bench_fetch.main()
    bench_lists.main()
