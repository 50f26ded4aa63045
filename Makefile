# Every target sets up what is missing first; the work is in installer/bootstrap.py.
PYTHON ?= python3
BOOT = $(PYTHON) installer/bootstrap.py

.PHONY: run demo test check bench shots lock
.NOTPARALLEL:

run:            ## open the demo shop (without a screen: play a day into build/demo)
	@$(BOOT) run
demo:           ## play a day in the demo shop into build/demo, screen or not
	@$(BOOT) run --headless
test:           ## every test that takes seconds
	@$(BOOT) test
check:          ## style, types, floors, dependencies, dead code, translations
	@$(BOOT) check
bench:          ## the speed table
	@$(BOOT) bench
shots:          ## pictures of every screen
	@$(BOOT) shots
lock:           ## requirements.lock anew from pyproject.toml
	@$(BOOT) lock
