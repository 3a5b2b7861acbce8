# Language level, warnings, sanitizers and hardening, the same for every target.
set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
# Release keeps its asserts: what cannot happen ends the process rather than the data.
set(CMAKE_C_FLAGS_RELEASE "-O2")
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

option(ROPELINE_WERROR "Treat warnings as errors" OFF)
option(ROPELINE_FUZZ "Build the fuzz targets with libFuzzer (needs clang)" OFF)
set(ROPELINE_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize=")

add_compile_definitions(_GNU_SOURCE ROPELINE_VERSION="${PROJECT_VERSION}")
add_compile_options(-Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes
                    -Wvla -Wformat=2 -Wundef -Wpointer-arith -Wcast-qual -Wwrite-strings)
if(ROPELINE_WERROR)
  add_compile_options(-Werror)
endif()

if(ROPELINE_SANITIZE)
  add_compile_options(-fsanitize=${ROPELINE_SANITIZE} -fno-sanitize-recover=all
                      -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${ROPELINE_SANITIZE})
else()
  # tests/lib/hardened reads from the release's ELF that it has all of these.
  add_compile_options(-fstack-protector-strong -fstack-clash-protection)
  if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
    add_compile_options(-fcf-protection=full)
  endif()
  add_link_options(-pie -Wl,-z,relro,-z,now,-z,noexecstack)
endif()
if(ROPELINE_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
endif()

# ropeline_library(NAME SOURCES... [LINKS TARGETS...]): a folder's library. Includes are written
# from the repository's root ("src/base/slice.h"), so that each line shows the arrow it draws.
function(ropeline_library name)
  cmake_parse_arguments(LIB "" "" "LINKS" ${ARGN})
  add_library(${name} STATIC ${LIB_UNPARSED_ARGUMENTS})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${LIB_LINKS})
endfunction()
