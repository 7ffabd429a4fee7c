# Run by the build: writes OUTPUT, C++ that holds the CSV file FILE as KoreanHolidaysFile().
file(READ ${FILE} csv)
file(WRITE ${OUTPUT}.new "// Generated from ${NAME}; do not edit.\n#include <string_view>\n\n"
  "namespace erp::employee {\n\nstd::string_view KoreanHolidaysFile();\n\n"
  "std::string_view KoreanHolidaysFile() {\n  return R\"csv(${csv})csv\";\n}\n\n"
  "}  // namespace erp::employee\n")
file(RENAME ${OUTPUT}.new ${OUTPUT})
