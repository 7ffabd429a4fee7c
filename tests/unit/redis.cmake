erp_test(unit_redis unit SOURCES redis_test.cpp LINKS erp::redis)
