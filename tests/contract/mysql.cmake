erp_test(mysql_contract contract
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/mysql_migration_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/mysql_pool_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/mysql_session_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/../support/mysql_database.cpp
  LINKS erp::mysql)
