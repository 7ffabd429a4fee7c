erp_test(employee_contract contract
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/employee_absences_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_attendance_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_calendars_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_correction_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_identity_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_browser_sign_in_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_leave_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_jobs_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_leavers_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_lots_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_quest_budget_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_quest_expiry_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_quest_leavers_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_quest_races_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_quest_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_outbox_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_people_file_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_promotion_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_publishing_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_organisation_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_reservation_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_ring_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_search_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_soak_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_store_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_upgrade_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_waiting_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/../support/mysql_database.cpp
  LINKS employee_edge)
