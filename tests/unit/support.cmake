erp_test(support_test unit SOURCES ${CMAKE_CURRENT_LIST_DIR}/support_test.cpp)
add_dependencies(support_test sample_daemon)
