erp_test(redis_unit unit SOURCES redis_fault_test.cpp redis_test.cpp LINKS erp::redis)
