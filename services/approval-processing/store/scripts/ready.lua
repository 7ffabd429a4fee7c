-- Needs epoch.lua before it.   KEYS[1] ap:{t}:epoch
-- Answers {1 when nothing is to be rebuilt, the run of this server}.
return {compared(KEYS[1]) and 1 or 0, run_id()}
