# Fuzz harnesses (preset `fuzz`, clang with libFuzzer): test/fuzz/<name>_fuzz.cpp, seeds and what was
# found in test/fuzz/corpus/<name>, words in test/fuzz/dictionary/<name>.dict.
add_custom_target(fuzzers)

# wupian_fuzzer(<name> RUNS <count> [LINK <targets>] [SOURCES <files>]): RUNS in the gate.
function(wupian_fuzzer NAME)
  cmake_parse_arguments(ARG "" "RUNS" "LINK;SOURCES" ${ARGN})
  add_executable(fuzz_${NAME} test/fuzz/${NAME}_fuzz.cpp ${ARG_SOURCES})
  target_include_directories(fuzz_${NAME} PRIVATE test/fuzz src)
  target_link_libraries(fuzz_${NAME} PRIVATE ${ARG_LINK} warnings)
  target_link_options(fuzz_${NAME} PRIVATE -fsanitize=fuzzer)
  add_dependencies(fuzzers fuzz_${NAME})
  add_test(NAME fuzz/${NAME} COMMAND python3 tools/fuzz.py ${NAME} ${ARG_RUNS}
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(fuzz/${NAME} PROPERTIES LABELS fuzz TIMEOUT 600)
endfunction()

wupian_fuzzer(csv RUNS 50000 LINK base)
wupian_fuzzer(yaml RUNS 20000 LINK base)
wupian_fuzzer(expression RUNS 50000 LINK engine_rule)
wupian_fuzzer(value RUNS 1000 LINK engine_rule GTest::gtest)
wupian_fuzzer(dat RUNS 1000 LINK warehouse)
wupian_fuzzer(list RUNS 5000 LINK warehouse GTest::gtest)
wupian_fuzzer(zip RUNS 20000 LINK warehouse)
wupian_fuzzer(xlsx RUNS 20000 LINK warehouse GTest::gtest)
wupian_fuzzer(table RUNS 3000 LINK warehouse
  SOURCES src/service/table_file.cpp src/service/table_form.cpp src/service/label.cpp
    src/service/record_label.cpp)
wupian_fuzzer(json RUNS 50000 LINK base nlohmann_json::nlohmann_json SOURCES src/http/json.cpp)
wupian_fuzzer(multipart RUNS 50000 LINK base SOURCES src/http/multipart.cpp src/http/head.cpp)
wupian_fuzzer(head RUNS 50000 LINK base Boost::headers SOURCES src/http/head.cpp)
wupian_fuzzer(query RUNS 20000 LINK base
  SOURCES src/http/list.cpp src/http/head.cpp src/http/json.cpp)
