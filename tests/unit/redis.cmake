erp_test(unit_redis unit SOURCES redis_fault_test.cpp redis_test.cpp LINKS erp::redis)
