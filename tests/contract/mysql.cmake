erp_test(mysql_contract_test contract
  SOURCES mysql_session_test.cpp mysql_pool_test.cpp mysql_migration_test.cpp
          ../support/mysql_database.cpp
  LINKS erp::mysql)
