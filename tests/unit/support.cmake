erp_test(support_test unit SOURCES support_test.cpp)
add_dependencies(support_test sample_daemon)
