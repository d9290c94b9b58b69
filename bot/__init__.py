"""The running application: settings, wiring, command line, worker, delivery, timetable. Nobody imports it."""
