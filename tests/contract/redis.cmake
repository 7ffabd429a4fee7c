erp_test(redis_contract contract SOURCES redis_durability_test.cpp redis_faults_test.cpp redis_test.cpp redis_subscriber_test.cpp redis_tls_test.cpp LINKS erp::redis)
