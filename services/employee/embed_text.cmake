# Run by the build: writes OUTPUT, C++ that holds the text file FILE as FUNCTION().
file(READ ${FILE} text)
file(WRITE ${OUTPUT}.new "// Generated from ${NAME}; do not edit.\n#include <string_view>\n\n"
  "namespace erp::employee {\n\nstd::string_view ${FUNCTION}();\n\n"
  "std::string_view ${FUNCTION}() {\n  return R\"text(${text})text\";\n}\n\n"
  "}  // namespace erp::employee\n")
file(RENAME ${OUTPUT}.new ${OUTPUT})
