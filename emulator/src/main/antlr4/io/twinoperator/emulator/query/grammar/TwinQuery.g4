// IoT Hub's query language for twins and jobs (Azure documents, "IoT Hub query language").
// Names of functions, aggregates and collections are identifiers: QueryParser knows which exist, so
// that a property may be called min or count.
grammar TwinQuery;

options { caseInsensitive = true; }

query
    : SELECT (TOP top=INTEGER)? selection FROM source (WHERE where=expression)? (GROUP BY group=path)? EOF
    ;

// The condition of a job or a configuration, which may name another collection than devices.
condition
    : (FROM source WHERE)? expression EOF
    ;

selection
    : STAR
    | element (COMMA element)*
    ;

element
    : path (AS alias=name)?                                         # columnElement
    | function=IDENTIFIER LPAREN expression? RPAREN (AS alias=name)? # aggregateElement
    ;

source
    : IDENTIFIER (DOT IDENTIFIER)?
    ;

expression
    : conjunction (OR conjunction)*
    ;

conjunction
    : negation (AND negation)*
    ;

negation
    : NOT negation # not
    | comparison   # plain
    ;

comparison
    : left=sum (operator=(EQ | NE | LT | LE | GT | GE) right=sum)? # compare
    | left=sum operator=(IN | NIN) array                           # membership
    ;

sum
    : product (operators+=(PLUS | MINUS) product)*
    ;

product
    : primary (operators+=(STAR | SLASH | PERCENT) primary)*
    ;

primary
    : LPAREN expression RPAREN                                              # group
    | constant                                                              # constantValue
    | array                                                                 # arrayValue
    | function=IDENTIFIER LPAREN (expression (COMMA expression)*)? RPAREN   # call
    | path                                                                  # pathValue
    ;

array
    : LBRACKET (constant (COMMA constant)*)? RBRACKET
    ;

constant
    : MINUS? INTEGER # integer
    | MINUS? DECIMAL # decimal
    | HEX            # hex
    | STRING         # string
    | TRUE           # true
    | FALSE          # false
    | NULL           # null
    | UNDEFINED      # undefined
    ;

path
    : name (DOT name)*
    ;

name
    : IDENTIFIER
    | ESCAPED
    ;

SELECT    : 'SELECT';
TOP       : 'TOP';
AS        : 'AS';
FROM      : 'FROM';
WHERE     : 'WHERE';
GROUP     : 'GROUP';
BY        : 'BY';
AND       : 'AND';
OR        : 'OR';
NOT       : 'NOT';
IN        : 'IN';
NIN       : 'NIN';
TRUE      : 'TRUE';
FALSE     : 'FALSE';
NULL      : 'NULL';
UNDEFINED : 'UNDEFINED';

EQ       : '=';
NE       : '!=' | '<>';
LE       : '<=';
GE       : '>=';
LT       : '<';
GT       : '>';
PLUS     : '+';
MINUS    : '-';
STAR     : '*';
SLASH    : '/';
PERCENT  : '%';
LPAREN   : '(';
RPAREN   : ')';
LBRACKET : '[';
RBRACKET : ']';
COMMA    : ',';
DOT      : '.';

ESCAPED    : '[[' ~[\]\r\n]+ ']]';
HEX        : '0x' [0-9a-f]+;
DECIMAL    : [0-9]+ ('.' [0-9]+ EXPONENT? | EXPONENT);
INTEGER    : [0-9]+;
STRING     : '\'' (ESCAPE | ~['\\\r\n])* '\'' | '"' (ESCAPE | ~["\\\r\n])* '"';
IDENTIFIER : [a-z_$] [a-z0-9_$]*;

fragment EXPONENT : 'e' [+-]? [0-9]+;
fragment ESCAPE options { caseInsensitive = false; }
                  : '\\' (['"\\] | 'u' [0-9a-fA-F] [0-9a-fA-F] [0-9a-fA-F] [0-9a-fA-F]);

SPACE : [ \t\r\n]+ -> skip;
