erp_test(support_unit unit SOURCES ${CMAKE_CURRENT_LIST_DIR}/support_test.cpp)
add_dependencies(support_unit sample_daemon)
