# The portal: built anew when one of its sources changed; skipped, and said so, without its packages.
set(NODE ${CMAKE_SOURCE_DIR}/build/deps/node/bin/node)
set(VITE ${CMAKE_SOURCE_DIR}/web/node_modules/vite/bin/vite.js)
if(NOT EXISTS ${NODE})
  find_program(FOUND_NODE node)
  set(NODE ${FOUND_NODE})
endif()
if(NOT NODE OR NOT EXISTS ${VITE})
  message(WARNING "The portal is not built: run tools/setup")
  return()
endif()

file(GLOB_RECURSE PORTAL_SOURCES CONFIGURE_DEPENDS web/src/* web/public/*)
list(APPEND PORTAL_SOURCES ${CMAKE_SOURCE_DIR}/web/index.html ${CMAKE_SOURCE_DIR}/web/package-lock.json
  ${CMAKE_SOURCE_DIR}/web/vite.config.ts)
set(PORTAL_STAMP ${CMAKE_BINARY_DIR}/portal.stamp)
add_custom_command(OUTPUT ${PORTAL_STAMP}
  COMMAND ${NODE} ${VITE} build --logLevel warn
  COMMAND ${CMAKE_COMMAND} -E touch ${PORTAL_STAMP}
  DEPENDS ${PORTAL_SOURCES}
  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}/web
  COMMENT "Building the portal")
# One folder for all builds: only the release one makes it.
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  add_custom_target(portal ALL DEPENDS ${PORTAL_STAMP})
endif()
