# Run by the build: writes OUTPUT, C++ that holds the given .sql FILES as one table.
file(WRITE ${OUTPUT}.new "// Generated from the .sql files of this service; do not edit.\n"
  "#include \"mysql/migration.h\"\n\nnamespace ${NAMESPACE} {\n\n"
  "const mysql::Migrations& Migrations();\n\n"
  "const mysql::Migrations& Migrations() {\n  static const mysql::Migrations all{\n")
foreach(file ${FILES})
  get_filename_component(name ${file} NAME_WE)
  if(NOT name MATCHES "^([0-9][0-9][0-9][0-9])_([a-z0-9_]+)$")
    message(FATAL_ERROR "${file} is not named like 0001_what_it_does.sql")
  endif()
  set(label ${CMAKE_MATCH_2})
  string(REGEX REPLACE "^0+" "" version ${CMAKE_MATCH_1})
  file(READ ${file} sql)
  file(APPEND ${OUTPUT}.new "      {${version}, \"${label}\", R\"sql(${sql})sql\"},\n")
endforeach()
file(APPEND ${OUTPUT}.new "  };\n  return all;\n}\n\n}  // namespace ${NAMESPACE}\n")
file(RENAME ${OUTPUT}.new ${OUTPUT})
