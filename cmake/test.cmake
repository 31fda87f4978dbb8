# Tests for ctest: each gtest case by its name, each Python file as one test; labels say what runs where.
include(GoogleTest)

# wupian_test(<target> <label>): registers every case of a gtest program.
function(wupian_test TARGET LABEL)
  if(WUPIAN_FUZZ)
    return()
  endif()
  gtest_discover_tests(${TARGET}
    TEST_PREFIX "${TARGET}."
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
    DISCOVERY_MODE PRE_TEST
    PROPERTIES LABELS ${LABEL} TIMEOUT 600)
endfunction()

# wupian_python_test(<file>): label `process` if it runs the program, `text` for tests in tools/.
function(wupian_python_test FILE)
  set(PYTHON ${CMAKE_SOURCE_DIR}/build/deps/venv/bin/python3)
  if(NOT EXISTS ${PYTHON})
    set(PYTHON python3)
  endif()
  file(RELATIVE_PATH NAME ${CMAKE_SOURCE_DIR} ${FILE})
  set(LABEL process)
  if(NAME MATCHES "^tools/")
    set(LABEL text)
  endif()
  string(REGEX REPLACE "_test\\.py$" "" SHORT ${NAME})
  add_test(NAME ${SHORT} COMMAND ${PYTHON} ${FILE} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(${SHORT} PROPERTIES
    LABELS ${LABEL}
    ENVIRONMENT "WUPIAN=$<TARGET_FILE:wupian>;PYTHONDONTWRITEBYTECODE=1"
    SKIP_RETURN_CODE 77
    TIMEOUT 1800)
endfunction()
