"""The whole product on one machine: its tools installed, its engines, daemons and gateway started,
watched and stopped. deploy/local/stack and deploy/local/install run it."""
