set(here ${CMAKE_CURRENT_LIST_DIR})
erp_test(libs_unit unit
  SOURCES
    ${here}/auth_actors_test.cpp
    ${here}/auth_jwt_test.cpp
    ${here}/auth_secrets_test.cpp
    ${here}/auth_service_token_test.cpp
    ${here}/auth_verifier_test.cpp
    ${here}/comma_list_test.cpp
    ${here}/common_limits_test.cpp
    ${here}/common_test.cpp
    ${here}/config_test.cpp
    ${here}/contracts_limits_test.cpp
    ${here}/contracts_test.cpp
    ${here}/csv_test.cpp
    ${here}/daemon_run_test.cpp
    ${here}/daemon_test.cpp
    ${here}/http_admit_test.cpp
    ${here}/http_answer_stream_test.cpp
    ${here}/http_form_test.cpp
    ${here}/http_framing_test.cpp
    ${here}/http_large_answers_test.cpp
    ${here}/http_language_test.cpp
    ${here}/http_limits_test.cpp
    ${here}/http_message_test.cpp
    ${here}/http_passed_on_test.cpp
    ${here}/http_upload_test.cpp
    ${here}/http_workers_test.cpp
    ${here}/json_canonical_test.cpp
    ${here}/json_fuzz_test.cpp
    ${here}/json_schema_test.cpp
    ${here}/json_test.cpp
    ${here}/memory_test.cpp
    ${here}/observe_test.cpp
    ${here}/place_test.cpp
    ${here}/time_zone_test.cpp
    ${here}/unicode_test.cpp
  LINKS erp::common erp::json erp::observe erp::http erp::auth erp::contracts erp::daemon)
