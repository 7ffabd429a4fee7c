erp_test(employee_component component
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/employee_attendance_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_leave_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_operation_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_quote_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_calendars_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_leave_views_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_compensatory_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_promotion_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_quest_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_people_file_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_publishing_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_organisation_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/../support/mysql_database.cpp
  LINKS erp::contracts erp::json erp::kafka erp::mysql)
add_dependencies(employee_component employee faulty_employee)
