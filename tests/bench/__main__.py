"""``make bench``: how fast the engine and a whole run are. Nothing here is a test."""

from tests.bench import bench_panel, bench_run

if __name__ == "__main__":
    bench_panel.main()
    bench_run.main()
