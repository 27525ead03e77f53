"""``make bench``: how fast the engine, a whole run and a fetch are. Nothing here is a test."""

from tests.bench import bench_cross_section, bench_fetch, bench_panel, bench_run

if __name__ == "__main__":
    bench_panel.main()
    bench_cross_section.main()
    bench_run.main()
    bench_fetch.main()
