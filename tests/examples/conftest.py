def pytest_addoption(parser):
    parser.addoption("--write-pages", action="store_true", help="put the real output into the pages")
