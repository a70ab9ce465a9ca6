// One process: the files share the packed package and npm.
import './command.package.ts'
import './content.package.ts'
import './exec.package.ts'
import './install.package.ts'
import './newcomer.package.ts'
import './types.package.ts'
